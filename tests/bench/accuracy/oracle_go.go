// SPDX-License-Identifier: Apache-2.0
// Facts from go/types: oracle_go ROOT MODULE > out.json. Run in the module's folder.
package main

import (
	"encoding/json"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type M = map[string]interface{}

var fset = token.NewFileSet()
var root, mod string
var pkgs = map[string]*types.Package{}
var infos = map[string]*types.Info{}
var asts = map[string][]*ast.File{}
var plain = map[string]*types.Package{}
var loading = map[string]bool{}
var parsed = map[string]*ast.File{}
var src types.Importer

type imp struct{}

func (imp) Import(p string) (*types.Package, error) {
	if p == mod || strings.HasPrefix(p, mod+"/") {
		return load(p, filepath.Join(root, strings.TrimPrefix(strings.TrimPrefix(p, mod), "/")))
	}
	return src.Import(p)
}

// A package is loaded with its own tests. When these import what imports the package itself, that one
// gets it without tests: another types.Package, but declared at the same places.
func load(path, dir string) (*types.Package, error) {
	if p := pkgs[path]; p != nil {
		return p, nil
	}
	bp, err := build.Default.ImportDir(dir, 0)
	if err != nil && bp == nil {
		return nil, err
	}
	if loading[path] {
		if plain[path] == nil {
			plain[path] = check(path, dir, bp.GoFiles, &types.Info{})
		}
		return plain[path], nil
	}
	loading[path] = true
	p := checked(path, dir, append(append([]string{}, bp.GoFiles...), bp.TestGoFiles...))
	pkgs[path] = p
	if len(bp.XTestGoFiles) > 0 {
		checked(path+"_test", dir, bp.XTestGoFiles)
	}
	return p, nil
}

func checked(path, dir string, names []string) *types.Package {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	infos[path] = info
	return check(path, dir, names, info)
}

func check(path, dir string, names []string, info *types.Info) *types.Package {
	var fs []*ast.File
	for _, n := range names {
		name := filepath.Join(dir, n)
		f := parsed[name]
		if f == nil {
			f, _ = parser.ParseFile(fset, name, nil, parser.ParseComments)
			parsed[name] = f
		}
		if f != nil {
			fs = append(fs, f)
		}
	}
	c := types.Config{Importer: imp{}, Error: func(error) {}, FakeImportC: true}
	p, _ := c.Check(path, fset, fs, info)
	if infos[path] == info {
		asts[path] = fs
	}
	return p
}

func main() {
	root, _ = filepath.Abs(os.Args[1])
	mod = os.Args[2]
	src = importer.ForCompiler(fset, "source", nil)
	filepath.Walk(root, func(p string, fi os.FileInfo, err error) error {
		if err == nil && fi.IsDir() {
			b := fi.Name()
			if p != root && (strings.HasPrefix(b, ".") || b == "testdata" || b == "vendor") {
				return filepath.SkipDir
			}
			m, _ := filepath.Glob(filepath.Join(p, "*.go"))
			if len(m) > 0 {
				r, _ := filepath.Rel(root, p)
				ip := mod
				if r != "." {
					ip = mod + "/" + filepath.ToSlash(r)
				}
				load(ip, p)
			}
		}
		return nil
	})
	var defs, calls, refs, inh []M
	files := []string{}
	pos := func(p token.Pos) (string, int, int, bool) {
		if !p.IsValid() {
			return "", 0, 0, false
		}
		x := fset.Position(p)
		r, err := filepath.Rel(root, x.Filename)
		if err != nil || strings.HasPrefix(r, "..") {
			return x.Filename, x.Line, x.Column - 1, false
		}
		return filepath.ToSlash(r), x.Line, x.Column - 1, true
	}
	kind := func(o types.Object) (string, bool) {
		local := o.Parent() != nil && o.Pkg() != nil && o.Parent() != o.Pkg().Scope() && o.Parent() != types.Universe
		switch t := o.(type) {
		case *types.Func:
			if s, ok := t.Type().(*types.Signature); ok && s.Recv() != nil {
				return "method", false
			}
			return "function", false
		case *types.TypeName:
			if _, ok := t.Type().(*types.TypeParam); ok {
				return "typeparam", true
			}
			if t.IsAlias() {
				return "alias", local
			}
			switch t.Type().Underlying().(type) {
			case *types.Struct:
				return "struct", local
			case *types.Interface:
				return "interface", local
			}
			return "type", local
		case *types.Var:
			if t.IsField() {
				return "field", false
			}
			return "variable", local
		case *types.Const:
			return "const", local
		case *types.PkgName:
			return "package", true
		}
		return "other", local
	}
	origin := func(o types.Object) types.Object {
		if f, ok := o.(*types.Func); ok {
			return f.Origin()
		}
		if f, ok := o.(*types.Var); ok {
			return f.Origin()
		}
		return o
	}
	qn := func(o types.Object) string {
		if f, ok := o.(*types.Func); ok {
			return f.FullName()
		}
		if o.Pkg() != nil {
			return o.Pkg().Path() + "." + o.Name()
		}
		return o.Name()
	}
	var names []*types.Named
	var paths []string
	for p := range asts {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	for _, pp := range paths {
		info := infos[pp]
		for _, f := range asts[pp] {
			fn, _, _, _ := pos(f.Pos())
			files = append(files, fn)
			var stack []ast.Node
			ast.Inspect(f, func(n ast.Node) bool {
				if n == nil {
					stack = stack[:len(stack)-1]
					return true
				}
				stack = append(stack, n)
				switch x := n.(type) {
				case *ast.Ident:
					if o := info.Defs[x]; o != nil {
						k, l := kind(o)
						if v, ok := o.(*types.Var); ok && v.Embedded() {
							break
						}
						if x.Name == "_" {
							break
						}
						_, ln, co, _ := pos(x.Pos())
						d := M{"file": fn, "line": ln, "col": co, "name": x.Name, "kind": k, "qname": qn(o)}
						if l {
							d["local"] = true
						}
						for i := len(stack) - 2; i >= 0; i-- {
							if fd, ok := stack[i].(*ast.FuncDecl); ok && fd.Name == x {
								_, e, _, _ := pos(fd.End())
								d["end_line"] = e
							}
						}
						defs = append(defs, d)
						if t, ok := o.(*types.TypeName); ok && !l && !t.IsAlias() {
							if nt, ok := t.Type().(*types.Named); ok {
								names = append(names, nt)
							}
						}
					} else if o := info.Uses[x]; o != nil {
						o = origin(o)
						if _, ok := o.(*types.PkgName); ok {
							break
						}
						if df, dl, _, in := pos(o.Pos()); in {
							k, l := kind(o)
							_, ln, co, _ := pos(x.Pos())
							r := M{"file": fn, "line": ln, "col": co, "name": x.Name, "def_file": df, "def_line": dl, "def_name": o.Name(), "def_kind": k}
							if l {
								r["local"] = true
							}
							refs = append(refs, r)
						}
					}
				case *ast.CallExpr:
					e := x.Fun
				again:
					switch y := e.(type) {
					case *ast.ParenExpr:
						e = y.X
						goto again
					case *ast.IndexExpr:
						if _, ok := info.Types[y.X]; ok {
							if _, sig := info.Types[y.X].Type.(*types.Signature); sig {
								e = y.X
								goto again
							}
						}
					case *ast.IndexListExpr:
						e = y.X
						goto again
					}
					var id *ast.Ident
					switch y := e.(type) {
					case *ast.Ident:
						id = y
					case *ast.SelectorExpr:
						id = y.Sel
					}
					_, ln, co, _ := pos(e.Pos())
					c := M{"site_file": fn, "site_line": ln, "site_col": co, "caller_file": fn, "caller_line": 0, "caller": "<package>"}
					for i := len(stack) - 1; i >= 0; i-- {
						if fd, ok := stack[i].(*ast.FuncDecl); ok {
							_, l, _, _ := pos(fd.Name.Pos())
							c["caller_line"] = l
							if o := info.Defs[fd.Name]; o != nil {
								c["caller"] = qn(o)
							}
							break
						}
					}
					if id == nil {
						c["name"] = "<expr>"
						c["callee"] = nil
						c["unresolved"] = true
						if tv, ok := info.Types[e]; ok && tv.IsType() {
							break
						}
						calls = append(calls, c)
						break
					}
					_, ln, co, _ = pos(id.Pos())
					c["site_line"], c["site_col"], c["name"] = ln, co, id.Name
					o := info.Uses[id]
					if o == nil {
						c["callee"] = nil
						c["unresolved"] = true
						calls = append(calls, c)
						break
					}
					o = origin(o)
					switch o.(type) {
					case *types.TypeName:
						c["kind"] = "conversion"
					case *types.Builtin:
						return true
					case *types.Var:
						c["indirect"] = true
					}
					if s := info.Selections[func() *ast.SelectorExpr { s, _ := e.(*ast.SelectorExpr); return s }()]; s != nil {
						if types.IsInterface(s.Recv()) {
							c["interface"] = true
						}
					}
					df, dl, _, in := pos(o.Pos())
					if in {
						k, _ := kind(o)
						c["callee"], c["callee_file"], c["callee_line"], c["callee_kind"] = qn(o), df, dl, k
					} else {
						c["callee"], c["external"] = qn(o), true
					}
					calls = append(calls, c)
				}
				return true
			})
		}
	}
	// implicit interface satisfaction between project types, and embedding
	for _, a := range names {
		af, al, _, ok := pos(a.Obj().Pos())
		if !ok {
			continue
		}
		if it, ok := a.Underlying().(*types.Interface); ok {
			for i := 0; i < it.NumEmbeddeds(); i++ {
				n, ok := it.EmbeddedType(i).(*types.Named)
				if !ok {
					continue
				}
				m := M{"file": af, "line": al, "name": a.Obj().Name(), "kind": "embeds", "base": n.Obj().Name(), "base_file": nil, "base_line": nil}
				if bf, bl, _, in := pos(n.Obj().Pos()); in {
					m["base_file"], m["base_line"] = bf, bl
				}
				inh = append(inh, m)
			}
		}
		if st, ok := a.Underlying().(*types.Struct); ok {
			for i := 0; i < st.NumFields(); i++ {
				if f := st.Field(i); f.Embedded() {
					t := f.Type()
					if p, ok := t.(*types.Pointer); ok {
						t = p.Elem()
					}
					if n, ok := t.(*types.Named); ok {
						m := M{"file": af, "line": al, "name": a.Obj().Name(), "kind": "embeds", "base": n.Obj().Name(), "base_file": nil, "base_line": nil}
						if bf, bl, _, in := pos(n.Obj().Pos()); in {
							m["base_file"], m["base_line"] = bf, bl
						}
						inh = append(inh, m)
					}
				}
			}
		}
		var v types.Type = a
		if p := a.TypeParams(); p.Len() > 0 { // satisfies what its instances do
			args := make([]types.Type, p.Len())
			for i := range args {
				args[i] = p.At(i)
			}
			v, _ = types.Instantiate(nil, a, args, false)
		}
		for _, b := range names {
			if a == b || b.TypeParams().Len() > 0 {
				continue
			}
			it, ok := b.Underlying().(*types.Interface)
			if !ok || it.NumMethods() == 0 || types.IsInterface(a) {
				continue
			}
			if types.Implements(v, it) || types.Implements(types.NewPointer(v), it) {
				bf, bl, _, _ := pos(b.Obj().Pos())
				inh = append(inh, M{"file": af, "line": al, "name": a.Obj().Name(), "kind": "satisfies", "base": b.Obj().Name(), "base_file": bf, "base_line": bl})
			}
		}
	}
	json.NewEncoder(os.Stdout).Encode(M{"files": files, "defs": defs, "calls": calls, "refs": refs, "inherits": inh})
}

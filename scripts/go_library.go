// SPDX-License-Identifier: Apache-2.0

// Writes src/link/rules/go_library_data.c from the standard library of the Go that runs it:
//
//	go run scripts/go_library.go > src/link/rules/go_library_data.c
//
// What generic functions and types there give depends on what a program passes, so linking knows their types without their
// sources. The format is described in src/link/rules/go_library.h.
package main

import (
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"log"
	"os/exec"
	"runtime"
	"sort"
	"strings"
)

type row struct{ pkg, name, vars, text string }

var rows = []row{
	{"builtin", "max", "T", "(T,...T)T"},
	{"builtin", "min", "T", "(T,...T)T"},
}

// typeText gives "_" for a type that holds none of a program: one of the language's own, or of the library.
func typeText(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return t.Obj().Name()
	case *types.Pointer:
		return typeText(t.Elem())
	case *types.Slice:
		return wrapped("[]%s", t.Elem())
	case *types.Array:
		return wrapped("[]%s", t.Elem())
	case *types.Chan:
		return wrapped("chan %s", t.Elem())
	case *types.Map:
		return "map[" + typeText(t.Key()) + "]" + typeText(t.Elem())
	case *types.Signature:
		return "func" + signatureText(t)
	case *types.Named:
		return namedText(t)
	}
	return "_"
}

func wrapped(form string, t types.Type) string {
	inner := typeText(t)
	if inner == "_" {
		return inner
	}
	return fmt.Sprintf(form, inner)
}

func namedText(t *types.Named) string {
	if t.TypeArgs().Len() == 0 {
		return "_"
	}
	var args []string
	for i := range t.TypeArgs().Len() {
		args = append(args, typeText(t.TypeArgs().At(i)))
	}
	return t.Obj().Pkg().Path() + ":" + t.Obj().Name() + "[" + strings.Join(args, ",") + "]"
}

func tupleText(t *types.Tuple, variadic bool) string {
	var texts []string
	for i := range t.Len() {
		text := typeText(t.At(i).Type())
		if variadic && i == t.Len()-1 {
			text = "..." + strings.TrimPrefix(text, "[]")
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ",")
}

func signatureText(s *types.Signature) string {
	params := "(" + tupleText(s.Params(), s.Variadic()) + ")"
	if s.Results().Len() > 1 {
		return params + "(" + tupleText(s.Results(), false) + ")"
	}
	return params + tupleText(s.Results(), false)
}

// tells says whether calls give anything of a program.
func tells(s *types.Signature) bool {
	return strings.Trim(tupleText(s.Results(), false), "_,") != ""
}

// core gives the one type that what is given for a parameter is made of.
func core(p *types.TypeParam) string {
	constraint := p.Constraint().Underlying().(*types.Interface)
	if constraint.NumEmbeddeds() != 1 {
		return ""
	}
	union, ok := constraint.EmbeddedType(0).(*types.Union)
	if !ok || union.Len() != 1 {
		return ""
	}
	if text := typeText(union.Term(0).Type()); text != "_" {
		return " " + text
	}
	return ""
}

func varsText(list *types.TypeParamList) string {
	var vars []string
	for i := range list.Len() {
		vars = append(vars, list.At(i).Obj().Name()+core(list.At(i)))
	}
	return strings.Join(vars, ",")
}

func addType(pkg string, t *types.Named) {
	text := ""
	switch t.Underlying().(type) {
	case *types.Signature, *types.Slice, *types.Map, *types.Chan:
		text = typeText(t.Underlying())
	}
	name := t.Obj().Name()
	rows = append(rows, row{pkg, name, varsText(t.TypeParams()), text})
	if fields, ok := t.Underlying().(*types.Struct); ok {
		for i := range fields.NumFields() {
			field := fields.Field(i)
			if text := typeText(field.Type()); field.Exported() && text != "_" {
				rows = append(rows, row{pkg, name + "." + field.Name(), varsText(t.TypeParams()), text})
			}
		}
	}
	for i := range t.NumMethods() {
		m := t.Method(i)
		if s := m.Type().(*types.Signature); m.Exported() && tells(s) {
			rows = append(rows, row{pkg, name + "." + m.Name(), varsText(s.RecvTypeParams()), signatureText(s)})
		}
	}
}

func addPackage(p *types.Package) {
	for _, name := range p.Scope().Names() {
		object := p.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		switch t := object.Type().(type) {
		case *types.Signature:
			if t.TypeParams().Len() > 0 && tells(t) {
				rows = append(rows, row{p.Path(), name, varsText(t.TypeParams()), signatureText(t)})
			}
		case *types.Named:
			if _, declared := object.(*types.TypeName); declared && t.TypeParams().Len() > 0 {
				addType(p.Path(), t)
			}
		}
	}
}

func main() {
	list, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		log.Fatal(err)
	}
	from := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for _, path := range strings.Fields(string(list)) {
		if strings.Contains("/"+path+"/", "/internal/") || strings.HasPrefix(path, "vendor/") {
			continue
		}
		p, err := from.Import(path)
		if err != nil {
			log.Fatal(err)
		}
		addPackage(p)
	}
	sort.Slice(rows, func(i, j int) bool {
		a, b := rows[i], rows[j]
		return a.pkg < b.pkg || (a.pkg == b.pkg && a.name < b.name)
	})
	fmt.Printf(`// SPDX-License-Identifier: Apache-2.0
// Go: the generic functions and types of the standard library. Generated by scripts/go_library.go
// from %s; go_library.h says what the rows mean.
#include "go_library.h"

// clang-format off
const go_declared go_library[] = {
`, runtime.Version())
	for _, r := range rows {
		fmt.Printf("    {\"%s\", \"%s\", \"%s\",\n     \"%s\"},\n", r.pkg, r.name, r.vars, r.text)
	}
	fmt.Print(`};
// clang-format on
const size_t go_library_count = CG_ARRAY_LEN(go_library);
`)
}

package p

import (
	"os"
	alias "path/filepath"
)

func use(path string) {
	helper(path)
	os.Open(alias.Join(path, "x"))
	os := path
	_ = os
	other.Thing()
	f, err := openFile(path)
	f.Close()
	_ = err
}

package http

import (
	"io"
	"unsafe"

	"golang.org/x/net/idna"
)

type response struct{}

func (r *response) Write(data []byte) (int, error) { return 0, nil }

func serve(r *response) {
	io.WriteString(r, "")
	idna.ToASCII()
	_ = unsafe.Sizeof(r)
}

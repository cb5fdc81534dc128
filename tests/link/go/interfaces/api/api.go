package api

import "io"

type Reader interface {
	Read(p []byte) (n int, err error)
}

type Writer interface {
	Write(p []byte) (int, error)
}

type ReadWriter interface {
	Reader
	Writer
}

type Coder interface {
	error
	Code(ctx interface{}, f func(a, b int) error, rest ...string) (code int)
}

type Sealed interface {
	Seal()
	sealed()
}

type External interface {
	io.Seeker
	Flush() error
}

type Empty interface{}

type Self interface{ With(s Self) Self }

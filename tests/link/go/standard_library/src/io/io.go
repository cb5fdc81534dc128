package io

import "errors"

type Writer interface {
	Write(p []byte) (n int, err error)
}

var EOF = errors.New("EOF")

func WriteString(w Writer, s string) { w.Write([]byte(s)) }

package http

import "net/textproto"

func f() { textproto.Trim() }

package errors

func New(s string) {}

package impl

func (f *File) Write(buf []byte) (n int, err error) { return len(buf), nil }

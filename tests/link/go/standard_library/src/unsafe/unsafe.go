package unsafe

func Sizeof(x any) uintptr

package fmt

func Println() {}

package idna

func ToASCII() {}

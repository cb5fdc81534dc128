package client2

func Dial() {}

package textproto

func Trim() {}

package api

type seal struct{}

func (seal) Seal()   {}
func (seal) sealed() {}

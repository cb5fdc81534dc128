package p

type A struct{}

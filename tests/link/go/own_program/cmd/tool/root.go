package main

type Root struct{}

func NewRoot() *Root { return &Root{} }

func (r *Root) Run() {}

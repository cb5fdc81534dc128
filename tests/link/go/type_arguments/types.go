package main

type request struct{}

func (r request) check() {}

type Reply struct{}

func (r Reply) check() {}

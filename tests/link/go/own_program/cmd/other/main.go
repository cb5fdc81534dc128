package main

func NewRoot() {}

func main() {}

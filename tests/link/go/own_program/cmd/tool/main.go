package main

func main() { NewRoot().Run() }

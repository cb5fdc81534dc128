package main

import "example.com/app/server"

func init() { server.New() }

func main() { server.New().Addr(); other() }

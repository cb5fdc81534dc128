package server_test

import "example.com/app/server"

func helper() {}

func TestAddr() {
	helper()
	server.New().Addr()
	_ = server.Hidden
}

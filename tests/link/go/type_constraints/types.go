package main

type name string

func (n name) short() {}

type user struct{}

func (u *user) Reset() {}

func (u *user) run() {}

type users []*user

func (u users) all() {}

type byName map[name]*user

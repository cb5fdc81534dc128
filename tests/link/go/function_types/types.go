package main

type task struct{}

func (t *task) run() {}

func (t *task) children(yield func(*task) bool) {}

type label string

func (l label) short() {}

package main

import (
	"sync"

	"example.com/e/base"
)

type deep struct{ base.Core }

type Client struct {
	sync.Mutex
	*deep
	base.Doer
	shallow
}

type shallow struct{}

func (shallow) Close() {}

func main() {
	var c Client
	c.Close()
	c.Start()
	c.deep.Core.Close()
	c.Do(1)
	c.Lock()
	c.Level = 2
	var d base.Doer = c
	d.Do(2)
}

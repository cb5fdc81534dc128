package main

import (
	"example.com/s/one"
	deep "example.com/s/deep/one"
	"example.com/s/two"
)

type Client struct{ one *one.Client }

func (c *Client) Do() { c.one.Do() }

func main() {
	one.New().Do()
	two.New().Do()
	deep.New().Do()
	(&Client{}).Do()
	two := one.New()
	two.Do()
}

package one

type Client struct{}

func New() *Client { return nil }

func (c *Client) Do() {}

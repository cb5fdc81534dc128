package base

type Core struct{ Level int }

func (c *Core) Close() {}
func (c *Core) Start() {}

type Doer interface{ Do(n int) error }

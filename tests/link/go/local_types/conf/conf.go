package conf

type Conf struct{}

func (c *Conf) Run() {}

type Node struct{}

func (n *Node) Run() {}

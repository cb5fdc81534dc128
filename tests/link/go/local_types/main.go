package main

import . "example.com/l/conf"

type Local struct{ *Node }

func (l *Local) of(c *Conf) (out *Conf) {
	c.Run()
	type Conf struct{ *Node }
	Conf{}.Run()
	return
}

func given(l *Local) *Local {
	l.Run()
	type Local struct{ next *Local }
	var other Local
	other.next.next = nil
	return l
}

func inner(c *Conf) {
	c.Run()
	for {
		var before *Conf
		before.Run()
		type Conf Node
		var after struct{ Conf }
		_ = after
	}
	var behind Conf
	behind.Run()
}

func main() {
	new(Local).of(nil).Run()
	given(nil).Run()
}

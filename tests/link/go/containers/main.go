package main

import "example.com/c/net"

type peers map[*net.Conn]net.State

func main() {
	for c := range net.Accept() {
		c.Close()
	}
	var p peers
	for c, s := range p {
		c.Close()
		s.Log()
	}
	for i := range net.All() {
		i.Close()
	}
	for _, c := range net.All()[1:] {
		c.Close()
	}
	c, ok := <-net.Accept()
	c.Close()
	_ = ok
	p[nil].Log()
	byName := map[string][]*net.Conn{"a": {{Open: true}}}
	byName["a"][0].Close()
	select {
	case x := <-net.Accept():
		x.Close()
	}
	q := append(net.All(), nil)
	q[0].Close()
	all := net.Conns{{Open: true}}
	all[0].Close()
	m := make(map[net.State]*net.Conn)
	for s := range m {
		s.Log()
	}
}

package net

type Conn struct{ Open bool }

func (c *Conn) Close() {}

type Conns []*Conn

type State int

func (s State) Log() {}

func Accept() chan *Conn { return nil }
func All() []*Conn       { return nil }

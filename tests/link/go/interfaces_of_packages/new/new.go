package new

import "example.com/p/old"

type Op uint8

type Info struct{}

type Kept = old.Kept

type entry struct{}

func (entry) Operation() Op { return 0 }

type oldEntry struct{}

func (oldEntry) Operation() old.Op { return 0 }

type result struct{}

func (result) Info() (*Info, error)  { return nil, nil }
func (result) Updates() <-chan *Info { return nil }

type named struct{}

func (named) Name() string { return "" }
func (named) Kept() Kept   { return Kept{} }

package p

func same() {}
func same(a int) {}

type T struct{ same int }

func (T) same() {}
func (T) same(x int) {}

var v = 1
var v = 2

func use() { same() }

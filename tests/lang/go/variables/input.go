package p

import "errors"

var ErrGone = errors.New("gone")

var (
	// count counts.
	count int
	a, b  = pair()
	table = map[string]int{"x": count}
	_     Shape = (*square)(nil)
)

type Shape interface{ Area() int }
type square struct{ side int }

func (s *square) Area() int { return s.side * count }

var unit = square{side: 1}
var maker = func(side int) *square { return &square{side} }

func pair() (int, int) { return count, count }

func use() {
	unit.Area()
	maker(3).Area()
	count++
	count, a = a, count
}

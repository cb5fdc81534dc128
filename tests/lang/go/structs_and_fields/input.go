package p

import "sync"

// Point is a place.
type Point struct {
	// X is across.
	X int `json:"x"`
	Y int // down
	a, b float64 // both
	_ int
	inner struct {
		deep string
	}
	next *Point
	list []Point
	fn   func(x int) error
}

type Locked struct {
	sync.Mutex
	*Point
	Generic[int]
	name string
}

func (l *Locked) Move() {
	l.X = 1
	l.Point.Y++
	l.inner.deep = l.name
	l.Lock()
	l.next.X = 2
}

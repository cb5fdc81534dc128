package p

type P struct{ x, y int }
type L struct {
	from, to P
	tags     map[string]P
}

const key = "k"

func use(n int) {
	_ = P{1, n}
	_ = P{x: n, y: n}
	_ = []P{{x: 1}, {2, 3}}
	_ = []*P{{y: 1}}
	_ = map[string]P{key: {x: 1}}
	_ = [...]string{2: key}
	_ = [][]P{{{x: 1}}}
	_ = L{from: P{x: 1}, tags: map[string]P{key: {y: 2}}}
	_ = struct{ a int }{a: n}
}

package p

func outer() {
	type pair struct{ a, b int }
	const limit = 3
	var p pair
	p.a = limit
	type list []pair
	for i := range (list{}) {
		_ = i
	}
	_ = struct{ tmp int }{tmp: 1}
}

func other() {
	type pair struct{ c string }
	_ = pair{c: "x"}
}

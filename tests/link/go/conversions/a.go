package v

import "example.com/v/unit"

func use(n int, e error) {
	unit.Celsius(n).Show()
	local(n).Show()
	_ = (*unit.Box)(nil).Open()
	_ = len(unit.All)
	_ = max(1, 2)
	_ = string(rune(n))
	e.Error()
	x := new(unit.Box)
	x.Open()
	y := &unit.Box{}
	y.Open()
}

func max(a, b int) int { return a }

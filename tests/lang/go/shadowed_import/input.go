package p

import "log"

type logger struct{}

func (logger) Print(s string) {}

func real() { log.Print("package") }

func shadowed(log logger) { log.Print("value") }

func local() {
	log.Print("package")
	log := logger{}
	log.Print("value")
}

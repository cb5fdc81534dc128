package main

import (
	"errors"

	"github.com/owner/repo"
	"github.com/owner/repo/pkg/util"
	"github.com/other/thing/strange"
)

func main() {
	errors.New("")
	repo.Root()
	util.U()
	strange.S()
}

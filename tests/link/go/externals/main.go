package main

import (
	"fmt"
	_ "image/png"
	"net/http"

	"example.com/app/util"
	errs "github.com/pkg/errors"
)

type server struct {
	http.Handler
	client *http.Client
}

func (s *server) get(url string) (*http.Response, error) {
	response, err := s.client.Get(url)
	if err != nil {
		return nil, errs.Wrap(err, util.Name(url))
	}
	fmt.Println(len(url), http.StatusOK, util.Missing)
	return response, nil
}

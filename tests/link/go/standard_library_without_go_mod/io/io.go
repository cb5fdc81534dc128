package io

import "errors"

var EOF = errors.New("EOF")

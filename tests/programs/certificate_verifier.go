// Tells what Go makes of each server's certificate: certificate_verifier CA NAME=HOST:PORT=SERVER...
// A line each: NAME, a tab, and `ok` or the error.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
)

func main() {
	pem, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	for _, target := range os.Args[2:] {
		parts := strings.Split(target, "=")
		connection, err := tls.Dial("tcp", parts[1], &tls.Config{RootCAs: pool, ServerName: parts[2]})
		if err != nil {
			fmt.Printf("%s\t%v\n", parts[0], err)
			continue
		}
		connection.Close()
		fmt.Printf("%s\tok\n", parts[0])
	}
}

// Checks that the entry in a proof file stands in the public log: check-proof FILE KEY...
package main

import (
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal("NOT IN THE LOG: ", err)
	}
	return value
}

func bytesOf(text string) []byte {
	return must(base64.StdEncoding.DecodeString(text))
}

func hashOf(text string) (hash tlog.Hash) {
	if copy(hash[:], bytesOf(text)) != tlog.HashSize {
		log.Fatal("NOT IN THE LOG: a hash is too short")
	}
	return hash
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: check-proof FILE KEY...")
	}
	head, signed, _ := strings.Cut(string(must(os.ReadFile(os.Args[1]))), "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatal("NOT IN THE LOG: this is no proof")
	}
	entry := bytesOf(strings.TrimPrefix(lines[1], "extra "))
	index := must(strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64))
	path := tlog.RecordProof{}
	for _, line := range lines[3:] {
		path = append(path, hashOf(line))
	}
	keys := []note.Verifier{}
	for _, key := range os.Args[2:] {
		keys = append(keys, must(note.NewVerifier(strings.TrimSpace(key))))
	}
	checkpoint := strings.Split(must(note.Open([]byte(signed), note.VerifierList(keys...))).Text, "\n")
	if len(checkpoint) < 4 || checkpoint[0] != keys[0].Name() {
		log.Fatal("NOT IN THE LOG: this is a checkpoint of another log")
	}
	size := must(strconv.ParseInt(checkpoint[1], 10, 64))
	err := tlog.CheckRecord(path, size, hashOf(checkpoint[2]), index, tlog.RecordHash(entry))
	must(entry, err)
	fmt.Printf("IN THE LOG: entry %d of %d in %s\n%s\n", index, size, checkpoint[0], entry)
}

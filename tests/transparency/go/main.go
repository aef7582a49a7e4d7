// Check an exported log with Go's own libraries for notes and trees: every checkpoint's signature, every entry's place
// under the last one, and that each checkpoint continues the one before.
//
// Usage: check FOLDER KEY
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	entries, checkpoints, err := check(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%d entries, %d checkpoints\n", entries, checkpoints)
}

func check(folder, key string) (int64, int, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return 0, 0, err
	}
	last, err := open(filepath.Join(folder, "checkpoint"), verifier)
	if err != nil {
		return 0, 0, err
	}
	tiles := tlog.TileHashReader(last, reader(folder))
	if err := places(folder, last, tiles); err != nil {
		return 0, 0, err
	}
	count, err := consistent(folder, verifier, last, tiles)
	return last.N, count, err
}

// open reads a checkpoint and believes it only with the signature of the key.
func open(path string, verifier note.Verifier) (tlog.Tree, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: %w", path, err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("%s: not a checkpoint of %s", path, verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// places proves each entry to stand at its index.
func places(folder string, last tlog.Tree, tiles tlog.HashReader) error {
	for first := int64(0); first < last.N; first += 256 {
		leaves, err := bundle(folder, first, min(256, last.N-first))
		if err != nil {
			return err
		}
		for place, leaf := range leaves {
			index := first + int64(place)
			proof, err := tlog.ProveRecord(last.N, index, tiles)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, last.N, last.Hash, index, tlog.RecordHash(leaf)); err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
		}
	}
	return nil
}

// bundle reads the entries of one bundle, each after its length in two bytes.
func bundle(folder string, first, width int64) ([][]byte, error) {
	tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}
	path := strings.Replace(strings.TrimPrefix(tile.Path(), "tile/8/"), "0/", "entries/", 1)
	data, err := os.ReadFile(filepath.Join(folder, "tile", path))
	if err != nil {
		return nil, err
	}
	var leaves [][]byte
	for rest := bytes.NewBuffer(data); rest.Len() > 0; {
		leaf := rest.Next(int(binary.BigEndian.Uint16(rest.Next(2))))
		leaves = append(leaves, leaf)
	}
	if int64(len(leaves)) != width {
		return nil, fmt.Errorf("%s holds %d entries, not %d", path, len(leaves), width)
	}
	return leaves, nil
}

// consistent proves that every checkpoint continues the one before.
func consistent(folder string, verifier note.Verifier, last tlog.Tree, tiles tlog.HashReader) (int, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "checkpoints", "*[0-9]"))
	if err != nil {
		return 0, err
	}
	var trees []tlog.Tree
	for _, path := range paths {
		tree, err := open(path, verifier)
		if err != nil {
			return 0, err
		}
		trees = append(trees, tree)
	}
	sort.Slice(trees, func(a, b int) bool { return trees[a].N < trees[b].N })
	for at, tree := range trees {
		next := last
		if at+1 < len(trees) {
			next = trees[at+1]
		}
		if tree.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(next.N, tree.N, tiles)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(proof, next.N, next.Hash, tree.N, tree.Hash); err != nil {
			return 0, fmt.Errorf("from %d to %d: %w", tree.N, next.N, err)
		}
	}
	return len(trees), nil
}

// reader gives the library the tiles as they lie in the folder.
func reader(folder string) tlog.TileReader { return files(folder) }

type files string

func (folder files) Height() int { return 8 }

func (folder files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(folder), "tile", strings.TrimPrefix(tile.Path(), "tile/8/")))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (folder files) SaveTiles([]tlog.Tile, [][]byte) {}

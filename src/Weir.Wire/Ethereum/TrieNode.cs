using System.Runtime.CompilerServices;

namespace Weir.Wire.Ethereum;

/// <summary>
/// A node of a <see cref="MerkleTrie"/> (yellow paper, appendix D). One form for all three kinds: a path of half bytes that may be empty, then either a value (a leaf), or sixteen
/// children and perhaps a value (a branch). A branch behind a path is what the encoding calls an extension and its child.
/// </summary>
internal sealed class TrieNode
{
    private const int Width = 16;

    private readonly byte[] _path;
    private readonly ReadOnlyMemory<byte> _value;
    private readonly TrieNode?[]? _children;

    // What a parent writes for this node: its encoding when that has less than 32 bytes, else its hash. Written once and then only read, so that several threads may race for it.
    private byte[]? _reference;
    private StrongBox<Hash256>? _hash;

    private TrieNode(ReadOnlySpan<byte> path, ReadOnlyMemory<byte> value, TrieNode?[]? children)
    {
        _path = path.ToArray();
        _value = value;
        _children = children;
    }

    /// <summary>The Keccak-256 of the encoding.</summary>
    public Hash256 Hash => (_hash ??= new StrongBox<Hash256>(Hash256.Keccak(Encode()))).Value;

    /// <summary>Finds the value at the end of <paramref name="path"/>.</summary>
    public bool TryGet(ReadOnlySpan<byte> path, out ReadOnlyMemory<byte> value)
    {
        TrieNode? node = this;
        while (node is not null && path.StartsWith(node._path))
        {
            path = path[node._path.Length..];
            if (path.IsEmpty)
            {
                value = node._value;
                return !value.IsEmpty;
            }

            node = node._children?[path[0]];
            path = path[1..];
        }

        value = default;
        return false;
    }

    /// <summary>The node with a value at the end of <paramref name="path"/>.</summary>
    public static TrieNode With(TrieNode? node, ReadOnlySpan<byte> path, ReadOnlyMemory<byte> value)
    {
        if (node is null) { return new TrieNode(path, value, null); }
        int common = path.CommonPrefixLength(node._path);
        if (common == node._path.Length)
        {
            ReadOnlySpan<byte> rest = path[common..];
            if (rest.IsEmpty) { return new TrieNode(node._path, value, node._children); }
            TrieNode?[] children = node._children is null ? new TrieNode?[Width] : [.. node._children];
            children[rest[0]] = With(children[rest[0]], rest[1..], value);
            return new TrieNode(node._path, node._value, children);
        }

        // The paths part within this node's: a branch stands there.
        TrieNode?[] parted = new TrieNode?[Width];
        parted[node._path[common]] = new TrieNode(node._path.AsSpan(common + 1), node._value, node._children);
        if (path.Length == common) { return new TrieNode(path, value, parted); }
        parted[path[common]] = new TrieNode(path[(common + 1)..], value, null);
        return new TrieNode(path[..common], default, parted);
    }

    /// <summary>The node without what is at the end of <paramref name="path"/>: itself when nothing is there, null when nothing is left.</summary>
    public static TrieNode? Without(TrieNode node, ReadOnlySpan<byte> path)
    {
        if (!path.StartsWith(node._path)) { return node; }
        ReadOnlySpan<byte> rest = path[node._path.Length..];
        if (rest.IsEmpty)
        {
            if (node._value.IsEmpty) { return node; }
            return node._children is null ? null : Joined(node._path, default, node._children);
        }

        if (node._children?[rest[0]] is not { } child) { return node; }
        TrieNode? changed = Without(child, rest[1..]);
        if (ReferenceEquals(changed, child)) { return node; }
        TrieNode?[] children = [.. node._children];
        children[rest[0]] = changed;
        return Joined(node._path, node._value, children);
    }

    /// <summary>All values below, each with its path.</summary>
    public IEnumerable<(byte[] Nibbles, ReadOnlyMemory<byte> Value)> Entries(byte[] above)
    {
        byte[] path = [.. above, .. _path];
        if (!_value.IsEmpty) { yield return (path, _value); }
        if (_children is null) { yield break; }
        for (byte i = 0; i < Width; i++)
        {
            if (_children[i] is not { } child) { continue; }
            foreach ((byte[] Nibbles, ReadOnlyMemory<byte> Value) entry in child.Entries([.. path, i])) { yield return entry; }
        }
    }

    /// <summary>The encodings of this node and those below that are named by hash.</summary>
    public IEnumerable<byte[]> Nodes(bool isRoot)
    {
        byte[] encoded = Encode();
        if (isRoot || encoded.Length >= Hash256.Size) { yield return encoded; }
        if (_children is null) { yield break; }
        if (_path.Length > 0)
        {
            byte[] branch = EncodeBranch();
            if (branch.Length >= Hash256.Size) { yield return branch; }
        }

        foreach (TrieNode? child in _children)
        {
            if (child is null) { continue; }
            foreach (byte[] node in child.Nodes(isRoot: false)) { yield return node; }
        }
    }

    // A node that lost something: with one child and no value it is that child, behind a longer path.
    private static TrieNode? Joined(byte[] path, ReadOnlyMemory<byte> value, TrieNode?[] children)
    {
        int only = -1;
        int count = 0;
        for (int i = 0; i < Width; i++)
        {
            if (children[i] is null) { continue; }
            only = i;
            count++;
        }

        if (count == 0) { return value.IsEmpty ? null : new TrieNode(path, value, null); }
        if (count > 1 || !value.IsEmpty) { return new TrieNode(path, value, children); }
        TrieNode child = children[only]!;
        return new TrieNode([.. path, (byte)only, .. child._path], child._value, child._children);
    }

    private byte[] Encode()
    {
        if (_children is not null && _path.Length == 0) { return EncodeBranch(); }
        RlpWriter writer = new(64 + _value.Length);
        int list = writer.BeginList();
        WritePath(writer);
        if (_children is null) { writer.Write(_value.Span); } else { WriteReference(writer, ReferenceTo(EncodeBranch())); }
        writer.EndList(list);
        return writer.ToArray();
    }

    private byte[] EncodeBranch()
    {
        RlpWriter writer = new((Width * 33) + _value.Length + 8);
        int list = writer.BeginList();
        foreach (TrieNode? child in _children!)
        {
            if (child is null) { writer.Write([]); } else { WriteReference(writer, child._reference ??= ReferenceTo(child.Encode())); }
        }

        writer.Write(_value.Span);
        writer.EndList(list);
        return writer.ToArray();
    }

    // The hex-prefix form: the first half byte says whether a value follows (2) and whether the number of half bytes is odd (1).
    private void WritePath(RlpWriter writer)
    {
        Span<byte> bytes = stackalloc byte[MerkleTrie.MaxKeySize + 1];
        int odd = _path.Length & 1;
        int flag = (_children is null ? 2 : 0) + odd;
        bytes[0] = (byte)((flag << 4) | (odd == 1 ? _path[0] : 0));
        for (int i = odd, at = 1; i < _path.Length; i += 2, at++) { bytes[at] = (byte)((_path[i] << 4) | _path[i + 1]); }
        writer.Write(bytes[..(1 + (_path.Length / 2))]);
    }

    private static byte[] ReferenceTo(byte[] encoded) => encoded.Length < Hash256.Size ? encoded : Hash256.Keccak(encoded).ToArray();

    private static void WriteReference(RlpWriter writer, byte[] reference)
    {
        if (reference.Length < Hash256.Size) { writer.WriteEncoded(reference); } else { writer.Write(reference); }
    }
}

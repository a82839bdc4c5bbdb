using System.Buffers.Binary;
using System.IO.Compression;
using Weir.Platform;

namespace Weir.Capture;

/// <summary>Opens a path as a source of bytes, and looks through gzip and zstd by their first bytes.</summary>
internal static class CaptureSources
{
    private const string StandardInput = "-";
    private const ushort GzipMagic = 0x1f8b;       // RFC 1952 2.3.1
    private const uint ZstdMagic = 0xfd2fb528;     // RFC 8878 3.1.1, little-endian
    private const int MagicLength = 4;

    /// <exception cref="WeirException">The file cannot be opened or read.</exception>
    public static ByteSource Open(string path, CaptureReaderOptions options)
    {
        try
        {
            if (path is StandardInput) { return LookThrough(new PipeSource(WaitableFile.StandardInput, options)); }
            if (WaitableFile.TryOpenPipe(path) is { } pipe) { return LookThrough(new PipeSource(pipe, options)); }
            FileStream file = new(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete, // whoever writes it may go on
                Options = FileOptions.SequentialScan,
                BufferSize = 0,
            });
            return LookThrough(new FileSource(file.SafeFileHandle, options));
        }
        catch (FileNotFoundException cause) { throw new WeirException($"{path}: there is no such file", 2, cause); }
        catch (DirectoryNotFoundException cause) { throw new WeirException($"{path}: there is no such file", 2, cause); }
        catch (UnauthorizedAccessException cause) when (Directory.Exists(path)) { throw new WeirException($"{path}: this is a folder, not a capture", 2, cause); }
        catch (UnauthorizedAccessException cause) { throw new WeirException($"{path}: no permission to read this file", 2, cause); }
        catch (Exception cause) when (cause is IOException or ArgumentException or NotSupportedException)
        {
            throw new WeirException($"{path}: {cause.Message}", 2, cause);
        }
    }

    /// <summary>A stream that the caller opened; the source disposes it.</summary>
    public static ByteSource LookThrough(Stream stream)
    {
        byte[] start = new byte[MagicLength];
        int count = stream.ReadAtLeast(start, MagicLength, throwOnEndOfStream: false);
        StreamSource plain = new(stream, start[..count]);
        return Decompressed(plain, start.AsSpan(0, count));
    }

    private static ByteSource LookThrough(PipeSource pipe)
    {
        byte[] start = new byte[MagicLength];
        int count = pipe.ReadAll(start);
        return Decompressed(new StreamSource(new SourceStream(pipe), start[..count], pipe), start.AsSpan(0, count));
    }

    private static ByteSource LookThrough(FileSource file)
    {
        Span<byte> start = stackalloc byte[MagicLength];
        int count = file.ReadAll(start);
        file.Rewind();
        return Decompressed(file, start[..count]);
    }

    private static ByteSource Decompressed(ByteSource source, ReadOnlySpan<byte> start)
    {
        if (start.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(start) == GzipMagic)
        {
            return new StreamSource(new GZipStream(new SourceStream(source), CompressionMode.Decompress), [], source);
        }

        if (start.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) == ZstdMagic)
        {
            // The library's default refuses windows above 128 MiB, so memory stays bounded.
            return new StreamSource(new ZstdSharp.DecompressionStream(new SourceStream(source), leaveOpen: false), [], source);
        }

        return source;
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;
using Weir.Platform;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Decoding;

/// <summary>The forms in which secrets lie on disk (docs/formats/secrets.md).</summary>
public sealed partial class SecretStore
{
    /// <summary>The type number of a pcapng Decryption Secrets Block with our JSON lines: private, in the range that no registry assigns.</summary>
    public const uint BlockType = 0x8057_4c52;

    /// <summary>Bytes of a file that are read: a node's whole life of sessions is some hundred KiB.</summary>
    private const int MaxFileSize = 64 << 20;

    /// <summary>
    /// Reads all secrets of a folder and its subfolders. Files that end in <c>.jsonl</c> hold one JSON object a line; others hold one cipher key of 64 hexadecimal digits as their content or in their name.
    /// What is not understood is told in <see cref="Problems"/>. Throws <see cref="WeirException"/> when the folder is not there.
    /// </summary>
    public static SecretStore Load(string folder)
    {
        var store = new SecretStore();
        store.Read(folder);
        return store;
    }

    /// <summary>Reads a folder, or one file, again: secrets that came since then are added.</summary>
    public void Read(string folder)
    {
        string[] files;
        if (File.Exists(folder)) { files = [folder]; }
        else if (Directory.Exists(folder)) { files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories); }
        else { throw new WeirException($"{folder}: no such folder; --secrets takes a folder with session secrets (docs/formats/secrets.md)"); }
        Array.Sort(files, StringComparer.Ordinal);
        lock (_lock)
        {
            // A file that was half written when it was read before may be whole now.
            var again = files.ToHashSet(StringComparer.Ordinal);
            _problems.RemoveAll(problem => again.Contains(problem.File));
            foreach (string file in files)
            {
                if (file.EndsWith(".jsonl", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal)) { ReadLines(file); }
                else { ReadKey(file); }
            }

            Publish();
        }
    }

    /// <summary>Adds the JSON lines of a Decryption Secrets Block of type <see cref="BlockType"/>; <paramref name="source"/> says where it lies. Gives those that were not understood.</summary>
    public IReadOnlyList<SecretProblem> Add(ReadOnlySpan<byte> lines, string source)
    {
        lock (_lock)
        {
            int before = _problems.Count;
            Lines(lines, source);
            Publish();
            return _problems[before..];
        }
    }

    private void ReadLines(string file)
    {
        if (TryReadAll(file, out byte[] bytes)) { Lines(bytes, file); }
    }

    private void Lines(ReadOnlySpan<byte> bytes, string file)
    {
        int line = 0;
        while (!bytes.IsEmpty)
        {
            line++;
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = (end < 0 ? bytes : bytes[..end]).Trim(" \t\r"u8);
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (text.IsEmpty) { continue; }
            if (!TryReadLine(text, out SecretLine parsed, out string? problem)) { Report(file, line, problem); }
            else { Put(parsed.ToSecrets(), parsed.InitiatorEnd, parsed.RecipientEnd, string.Create(CultureInfo.InvariantCulture, $"{file}:{line}")); }
        }
    }

    private static bool TryReadLine(ReadOnlySpan<byte> text, out SecretLine line, out string problem)
    {
        line = new SecretLine();
        problem = "";
        var reader = new Utf8JsonReader(text);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                problem = "expected one JSON object a line";
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                SecretLine.Field field = SecretLine.FieldOf(ref reader);
                reader.Read();
                if (!line.TrySet(field, ref reader, out problem)) { return false; }
            }
        }
        catch (JsonException e)
        {
            problem = "no valid JSON: " + e.Message;
            return false;
        }
        catch (InvalidOperationException e)
        {
            // A string with half a surrogate pair, or bytes that are no UTF-8.
            problem = "no valid text: " + e.Message;
            return false;
        }

        if (line.Aes is null)
        {
            problem = "the field aes (64 hexadecimal digits) is missing";
            return false;
        }

        return true;
    }

    private void ReadKey(string file)
    {
        Span<byte> key = stackalloc byte[RlpxSecrets.Size];
        bool read = TryReadAll(file, out byte[] bytes);
        if (read && TryKey(bytes.AsSpan().Trim(" \t\r\n"u8), key))
        {
            Put(new RlpxSecrets(key), null, null, Masked(file));
            return;
        }

        // The seed's script may ship a file before it is written: its name has the key too.
        ReadOnlySpan<char> name = Path.GetFileNameWithoutExtension(file.AsSpan());
        int underscore = name.LastIndexOf('_');
        if (Convert.FromHexString(name[(underscore + 1)..], key, out _, out int written) == OperationStatus.Done && written == key.Length)
        {
            Put(new RlpxSecrets(key), null, null, Masked(file));
            return;
        }

        // What could not be read was told.
        if (read) { Report(file, 0, "neither the content nor the end of the name is a cipher key of 64 hexadecimal digits"); }
    }

    /// <summary>The file's name without a key that it has: where a secret came from is shown, the secret is not.</summary>
    private static string Masked(string file) => KeyDigits().Replace(file, static key => key.Value[..4] + "…");

    [GeneratedRegex("[0-9a-fA-F]{64}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex KeyDigits();

    private static bool TryKey(ReadOnlySpan<byte> text, Span<byte> key) =>
        text.Length == 2 * key.Length && Convert.FromHexString(text, key, out _, out _) == OperationStatus.Done;

    private bool TryReadAll(string file, out byte[] bytes)
    {
        bytes = [];
        try
        {
            using SafeFileHandle? handle = RegularFile.TryOpen(file);
            long length = handle is null ? 0 : RandomAccess.GetLength(handle);
            if (handle is null || length > MaxFileSize)
            {
                Report(file, 0, handle is null ? "is no regular file; it is not read" : "too large for a file of secrets (64 MiB at most)");
                return false;
            }

            bytes = new byte[length];
            int read = 0;
            while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), read) is > 0 and var more) { read += more; }
            bytes = bytes[..read];
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(file, 0, e.Message);
            return false;
        }
    }
}

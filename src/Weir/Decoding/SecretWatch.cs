using System.IO.Enumeration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Telemetry;

namespace Weir.Decoding;

/// <summary>
/// Session secrets whose files come into being and grow while a network runs. Each <see cref="Look"/> reads the files that are new or have changed. Used by one thread at a time; the store may be used by others.
/// </summary>
public sealed class SecretWatch
{
    private readonly IReadOnlyList<string> _patterns;
    private readonly string? _alsoAt;
    private readonly ILogger _log;
    private readonly Dictionary<string, (long Length, DateTime Changed)> _seen = new(StringComparer.Ordinal);

    /// <summary>Watches files, folders with all that is below them, and patterns: paths in which <c>*</c> and <c>?</c> stand for any characters but a slash. What is not there yet may come.</summary>
    /// <param name="patterns">Absolute paths and patterns that somebody named.</param>
    /// <param name="alsoAt">One more, in which nobody expects to find anything; null for none.</param>
    /// <param name="log">Told of each file that is read; null for nobody.</param>
    public SecretWatch(IReadOnlyList<string> patterns, string? alsoAt = null, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        _patterns = patterns;
        _alsoAt = alsoAt;
        _log = log ?? NullLogger.Instance;
        Look();
    }

    /// <summary>The secrets read so far.</summary>
    public SecretStore Store { get; } = new();

    /// <summary>What is wrong with the secrets so far: what could not be understood, and where none was found although a place was named.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            foreach (SecretProblem problem in Store.Problems) { yield return problem.ToString(); }
            if (Store.Secrets.Count == 0 && _patterns.Count > 0) { yield return $"no session secret was found at {string.Join(", ", _patterns)}"; }
        }
    }

    /// <summary>Reads what is new. A file that cannot be read stands among the store's problems until it can.</summary>
    public void Look()
    {
        foreach (string path in (_alsoAt is null ? _patterns : [.. _patterns, _alsoAt]).SelectMany(Files))
        {
            var file = new FileInfo(path);
            if (!file.Exists) { continue; }
            (long, DateTime) now = (file.Length, file.LastWriteTimeUtc);
            if (_seen.TryGetValue(path, out (long, DateTime) before) && before == now) { continue; }
            _seen[path] = now;
            try
            {
                Store.Read(path);
                _log.SecretsRead(path, Store.Secrets.Count);
            }
            catch (WeirException gone)
            {
                // Between the two looks; should it come again, it is read then.
                _log.SecretsGone(path, gone);
                _seen.Remove(path);
            }
        }
    }

    private static IEnumerable<string> Files(string pattern)
    {
        foreach (string path in Matches(pattern))
        {
            if (!Directory.Exists(path)) { yield return path; }
            else
            {
                foreach (string file in Entries(path, SearchOption.AllDirectories, files: true)) { yield return file; }
            }
        }
    }

    // Part by part from the root, so that only folders that fit are looked into.
    private static IEnumerable<string> Matches(string pattern)
    {
        if (pattern.AsSpan().IndexOfAny('*', '?') < 0) { return [pattern]; }
        IEnumerable<string> found = ["/"];
        foreach (string part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = part.AsSpan().IndexOfAny('*', '?') < 0
                ? found.Select(folder => Path.Combine(folder, part))
                : found.SelectMany(folder => Entries(folder, SearchOption.TopDirectoryOnly, files: false).Where(entry => FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(entry.AsSpan()), ignoreCase: false)));
        }

        return found;
    }

    private static string[] Entries(string folder, SearchOption depth, bool files)
    {
        try
        {
            return files ? Directory.GetFiles(folder, "*", depth) : Directory.GetFileSystemEntries(folder, "*", depth);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It is not there yet, or not for us: then nothing of it is.
            return [];
        }
    }
}

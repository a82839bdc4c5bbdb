using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Weir.Databases;

/// <summary>
/// Where a database is and who asks it: <c>SCHEME://user:password@host:port/database?option=value</c>. As text it never shows the password. In the password <c>${VAR}</c> stands for a variable of the environment,
/// and the option <c>passwordFile</c> names a file whose first line it is.
/// </summary>
public sealed partial class DatabaseAddress
{
    /// <summary>What stands in place of a password.</summary>
    private const string Hidden = "***";

    private readonly string? _password;

    private DatabaseAddress(string scheme, IDatabaseKind kind, string user, string? password, string host, int port, string database, Dictionary<string, string> options) =>
        (Scheme, Kind, User, _password, Host, Port, Database, Options) = (scheme, kind, user, password, host, port, database, options);

    /// <summary>The word before <c>://</c>.</summary>
    public string Scheme { get; }

    /// <summary>Who asks; empty for the user of this process.</summary>
    public string User { get; }

    /// <summary>Name or address of the server; empty where a Unix socket or this machine is meant.</summary>
    public string Host { get; }

    /// <summary>The server's port.</summary>
    public int Port { get; }

    /// <summary>Name of the database.</summary>
    public string Database { get; }

    /// <summary>What stands behind the question mark.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>What kind of server it is.</summary>
    internal IDatabaseKind Kind { get; }

    /// <summary>True when a text is meant as an address of a database and not as a path.</summary>
    public static bool IsAddress(string text) => text?.Contains("://", StringComparison.Ordinal) == true;

    /// <summary>Reads an address.</summary>
    /// <exception cref="WeirException">It is none; the message says what would be right, without the password.</exception>
    public static DatabaseAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string shown = Mask(text);
        int at = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = at < 0 ? "" : text[..at];
        IDatabaseKind kind = DatabaseKinds.All.FirstOrDefault(one => one.Schemes.Contains(scheme, StringComparer.Ordinal))
            ?? throw new WeirException($"'{shown}' names no database: write {string.Join(" or ", DatabaseKinds.All.Select(one => $"{one.Schemes[0]}://user:password@host/database"))}");
        string rest = text[(at + 3)..];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        Dictionary<string, string> options = question < 0 ? [] : ReadOptions(rest[(question + 1)..], kind, shown);
        if (question >= 0) { rest = rest[..question]; }
        // A password may hold an unescaped @, a host never does.
        int sign = rest.LastIndexOf('@');
        string who = sign < 0 ? "" : rest[..sign], where = rest[(sign + 1)..];
        int slash = where.IndexOf('/', StringComparison.Ordinal), colon = who.IndexOf(':', StringComparison.Ordinal);
        string database = slash < 0 ? "" : Uri.UnescapeDataString(where[(slash + 1)..]);
        if (database.Length == 0) { throw new WeirException($"'{shown}' does not say which database: write its name behind the host, as in {scheme}://user@host/weir"); }
        (string host, int port) = ReadHost(slash < 0 ? where : where[..slash], kind.Port, shown);
        return new DatabaseAddress(scheme, kind, Uri.UnescapeDataString(colon < 0 ? who : who[..colon]), colon < 0 ? null : who[(colon + 1)..], host, port, database, options);
    }

    /// <summary>The same text with the passwords of all addresses in it hidden: for what is printed or kept. In a text that is one address, the password is all from the first colon to the last @, whatever lies between.</summary>
    public static string Mask(string text) => (Whole().IsMatch(text) ? Whole() : Secret()).Replace(text, match => Stored().IsMatch(match.Groups["password"].Value) ? match.Value : $"{match.Groups["begin"].Value}{Hidden}@");

    /// <summary>True when a text is, or is part of, the password as it was written: it must not be shown either.</summary>
    internal bool Hides(string text) => text.Length > 0 && _password is not null && !Stored().IsMatch(_password) && _password.Contains(text, StringComparison.Ordinal);

    /// <summary>A text without this address' password, also where it is written so that <see cref="Mask"/> cannot tell where it ends.</summary>
    internal string HideIn(string text) => string.IsNullOrEmpty(_password) || Stored().IsMatch(_password) ? text : text.Replace($":{_password}@", $":{Hidden}@", StringComparison.Ordinal);

    /// <summary>The password, with variables filled in; null where there is none. Relative paths start at <paramref name="folder"/>.</summary>
    /// <exception cref="WeirException">A variable is not set, or the file cannot be read.</exception>
    public string? ReadPassword(Func<string, string?> environment, string folder)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (Options.TryGetValue("passwordFile", out string? file))
        {
            string path = Path.GetFullPath(file, folder);
            try
            {
                using var reader = new StreamReader(path);
                return reader.ReadLine() ?? throw new WeirException($"{path}: the file for the password of {this} is empty");
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new WeirException($"{path}: the file for the password of {this} cannot be read: {fault.Message}", 2, fault);
            }
        }

        if (_password is null) { return null; }
        if (_password == Hidden) { throw new WeirException($"the password of {this} was not recorded: write ${{VAR}} in its place and set the variable, or name a file with ?passwordFile="); }
        var missing = new List<string>();
        string filled = Variable().Replace(_password, match =>
        {
            if (environment(match.Groups["name"].Value) is { } value) { return Uri.EscapeDataString(value); }
            missing.Add(match.Groups["name"].Value);
            return "";
        });
        return missing.Count == 0 ? Uri.UnescapeDataString(filled) : throw new WeirException($"the password of {this} needs the variable {string.Join(" and ", missing)} of the environment, which is not set");
    }

    /// <summary>The address without its password.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Scheme).Append("://");
        if (User.Length > 0 || _password is not null) { text.Append(Uri.EscapeDataString(User)).Append(_password is null ? "" : Stored().IsMatch(_password) ? ":" + _password : ":" + Hidden).Append('@'); }
        text.Append(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host);
        if (Port != Kind.Port) { text.Append(CultureInfo.InvariantCulture, $":{Port}"); }
        text.Append('/').Append(Uri.EscapeDataString(Database));
        char before = '?';
        foreach ((string name, string value) in Options)
        {
            text.Append(before).Append(name).Append('=').Append(Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal));
            before = '&';
        }

        return text.ToString();
    }

    /// <summary>The value of an option; null when it is not given.</summary>
    internal string? Option(string name) => Options.GetValueOrDefault(name);

    private static (string Host, int Port) ReadHost(string text, int usual, string shown)
    {
        int bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        string host = bracket > 0 ? text[1..bracket] : text;
        int colon = text.IndexOf(':', Math.Max(bracket, 0));
        if (bracket < 0 && colon >= 0) { host = text[..colon]; }
        if (colon < 0) { return (Uri.UnescapeDataString(host), usual); }
        return int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536 ? (Uri.UnescapeDataString(host), port)
            : throw new WeirException($"'{shown}': '{text[(colon + 1)..]}' is no port (1 to 65535); an IPv6 address stands in brackets, as in [::1]:{usual}");
    }

    private static Dictionary<string, string> ReadOptions(string text, IDatabaseKind kind, string shown)
    {
        string[] known = [.. kind.Options, "passwordFile"];
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string one in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? one : one[..equals];
            // What stands there then is the rest of the password.
            if (name.Contains('@', StringComparison.Ordinal)) { throw new WeirException($"'{shown}': a question mark in a password is written %3F"); }
            if (!known.Contains(name)) { throw new WeirException($"'{shown}': {kind.Name} has no option '{name}'{(Suggestion.Nearest(name, known) is { } near ? $": did you mean {near}?" : $"; it has {string.Join(", ", known)}")}"); }
            options[name] = equals < 0 ? "" : Uri.UnescapeDataString(one[(equals + 1)..]);
        }

        if (options.TryGetValue("sslmode", out string? mode) && !DatabaseSecurity.Modes.Contains(mode)) { throw new WeirException($"'{shown}': sslmode is one of {string.Join(", ", DatabaseSecurity.Modes)}"); }
        return options;
    }

    /// <summary>Users and passwords as people write them, with characters that should be escaped: up to the quote where the address stands in quotes, to the next space where it does not. Of other schemes only what cannot be a path: <c>registry/image:tag@digest</c> has no password.</summary>
    [GeneratedRegex("""
        (?<begin>"(mysql|mariadb|postgresql|postgres)://[^:"\r\n]*:)(?<password>[^"\r\n]*)@
        |(?<begin>'(mysql|mariadb|postgresql|postgres)://[^:'\r\n]*:)(?<password>[^'\r\n]*)@
        |(?<begin>\b(mysql|mariadb|postgresql|postgres)://[^:@\s]*:)(?<password>\S*)@
        |(?<begin>\b[a-z]+://[^:/@\s'"]*:)(?<password>[^\s'"]*)@
        """, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\A(?<begin>[A-Za-z][A-Za-z0-9+.-]*://[^:\r\n]*:)(?<password>[^\r\n]*)@(?=[^\r\n]*\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();

    /// <summary>A password that is a variable and nothing else; in a file with variables of its own its $ is doubled.</summary>
    [GeneratedRegex(@"\A\$?\$\{[A-Za-z_][A-Za-z0-9_]*\}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stored();

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}

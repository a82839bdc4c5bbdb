namespace Weir.Databases;

/// <summary>What the option <c>sslmode</c> may say, in PostgreSQL's words, for every kind of server.</summary>
internal static class DatabaseSecurity
{
    /// <summary>From none to the name on the certificate.</summary>
    public static IReadOnlyList<string> Modes { get; } = ["disable", "prefer", "require", "verify-ca", "verify-full"];
}

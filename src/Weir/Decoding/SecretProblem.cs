namespace Weir.Decoding;

/// <summary>A file or line among the secrets that could not be understood.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; 0 when the whole file is meant.</param>
/// <param name="Message">What was read and what would be right.</param>
public sealed record SecretProblem(string File, int Line, string Message)
{
    /// <summary><c>FILE:LINE: MESSAGE</c>.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}

namespace Weir.Cli.Output;

/// <summary>Colours for terminals; does nothing where colours are not allowed.</summary>
/// <param name="Allowed">True when escape sequences may be written.</param>
internal readonly record struct Paint(bool Allowed)
{
    /// <summary>Bold text.</summary>
    public string Bold(string text) => Wrap(text, "1");

    /// <summary>Text that matters less.</summary>
    public string Dim(string text) => Wrap(text, "2");

    /// <summary>Something wrong.</summary>
    public string Red(string text) => Wrap(text, "31");

    /// <summary>Something right.</summary>
    public string Green(string text) => Wrap(text, "32");

    /// <summary>Something doubtful.</summary>
    public string Yellow(string text) => Wrap(text, "33");

    private string Wrap(string text, string code) => Allowed && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}

namespace Weir.Declaration;

/// <summary>A scalar: its text after variables were filled in.</summary>
public sealed class DeclaredText : DeclaredValue
{
    /// <summary>Makes the scalar.</summary>
    public DeclaredText(SourcePlace place, string text, bool isQuoted = false) : base(place)
    {
        Text = text;
        IsQuoted = isQuoted;
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>True when it stood in quotes or as a block, so that an empty one is a text and not nothing.</summary>
    public bool IsQuoted { get; }

    /// <summary>True when nothing stood there (<c>key:</c>, <c>~</c> or <c>null</c>).</summary>
    public bool IsNothing => !IsQuoted && Text is "" or "~" or "null";

    /// <inheritdoc/>
    public override string Shown => IsNothing ? "nothing" : $"'{(Text.Length <= 60 ? Text : Text[..57] + "...")}'";
}

using System.Text.Json;
using Weir.Databases;
using Weir.Declaration;

namespace Weir.Lab;

/// <summary>The name of an SQLite file that a run makes in its folder (it ends in <c>.db</c> and leads nowhere else), or the address of a database.</summary>
internal sealed class SinkForm : ScalarForm
{
    private const int MaxLength = 64;

    /// <inheritdoc/>
    public override string Description => "a file name such as votes.db, or a database such as postgresql://user@host/weir";

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader)
    {
        // What is written $${VAR} in the file is a variable of the environment, which is read when the run begins.
        if (value is not DeclaredText text || !DatabaseAddress.IsAddress(text.Text)) { return base.Read(value, reader); }
        try
        {
            DatabaseAddress.Parse(text.Text);
            return text.Text;
        }
        catch (WeirException mistake)
        {
            reader.Mistakes.Add(value.Place, mistake.Fact, "write mysql://user:password@host/database or postgresql://user:password@host/database");
            return null;
        }
    }

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool isName = text.Length is > 3 and <= MaxLength && text.EndsWith(".db", StringComparison.Ordinal) && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        (value, hint) = (isName ? text : null, "letters, digits, '-', '_' and '.', with .db at the end; the file lies in the run's folder");
        return isName;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", @"^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.db$|^[a-z]+://.");
    }
}

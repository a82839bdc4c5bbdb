using System.Text;
using Weir.Declaration;

namespace Weir.Lab.Planning;

/// <summary>Writes declared values in one fixed way, so that two can be compared whatever their comments, spaces and quotes are.</summary>
internal static class DeclaredWriter
{
    /// <summary>The value as a text.</summary>
    public static string Text(DeclaredValue value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, DeclaredValue value)
    {
        switch (value)
        {
            case DeclaredText one:
                text.Append('"').Append(one.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
            case DeclaredList list:
                text.Append('[');
                foreach (DeclaredValue item in list.Items)
                {
                    Write(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case DeclaredMap map:
                text.Append('{');
                foreach (DeclaredEntry entry in map.Entries)
                {
                    Write(text, entry.Key);
                    text.Append(':');
                    Write(text, entry.Value);
                    text.Append(',');
                }

                text.Append('}');
                break;
        }
    }
}

namespace Weir.Wire;

/// <summary>A decoded value that can name its fields: what <c>weir decode --fields</c> prints, JSON shows and <c>--where</c> compares.</summary>
public interface IDescribed
{
    /// <summary>Visits each field in the order of the wire. Never throws.</summary>
    void Describe(IFieldVisitor visitor);
}

namespace Slipway.Platform.Environment;

public enum VariableOrigin
{
    User,

    /// <summary>The cartridge declares it; its value was generated once and is kept.</summary>
    Cartridge,
}

/// <summary>A variable of an application. Its text form never shows the value.</summary>
public sealed record EnvironmentVariable(string Name, string Value, VariableOrigin Origin = VariableOrigin.User)
{
    public override string ToString() => $"{Name}=…";
}
